/** What the command line needs of the world around it. */
export interface Terminal {
  /** The bytes of a file, or of standard input for "-". */
  read(path: string): Promise<Uint8Array>;
  /** Writes a file, whole or not at all. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Standard output. */
  print(text: string): void;
  /** Standard error. */
  complain(text: string): void;
  /** Whether standard error is a terminal, on which a progress bar makes sense. */
  readonly showsProgress: boolean;
}
