/** What storage can say no with; the command line has the one table from these to exit codes. */
export type FaultCode =
  /** What is on disk contradicts itself, or is of a format that this program can't extend. */
  | "data-invalid"
  /** A batch is there already with other bytes, or without a readable meta. */
  | "batch-conflict"
  /** The data directory can't be used at all. */
  | "unusable"
  | "no-space"
  | "locked"
  /** The configuration contradicts the dataset's identity. */
  | "identity-conflict";

/** A failure that a person can do something about; its message is the whole sentence for them. */
export class Fault extends Error {
  constructor(readonly code: FaultCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "Fault";
  }
}
