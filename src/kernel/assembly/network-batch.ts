// What all layers of a network have to know of a step.

@unmanaged
export class Batch {
  /** Which samples it has, as i32, and how many. */
  order: usize;
  count: i32;
  /** How many panels of eight they fill. */
  panels: i32;
  /** Of 2^24 hidden outputs so many are zeroed, 0 where nothing is learnt, and the others are scaled. */
  threshold: i32;
  scale: f32;
  seed: i32;
}
