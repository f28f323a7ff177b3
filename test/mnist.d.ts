declare module "mnist" {
  /** A digit: `length` images of 28 x 28 numbers from 0 to 1, one after the other. */
  interface Digit {
    readonly raw: number[];
    readonly length: number;
  }
  const digits: Digit[];
  export default digits;
}
