import { describe } from "vitest";
import { members } from "./all.ts";
import { court } from "./checks.ts";

describe.each(members)("$title", (member) => court(member));
