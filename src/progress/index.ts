export { withProgressBar } from "./with-progress-bar.ts";
