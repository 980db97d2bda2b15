/** Every path in a data directory. */

/** The zones that a clean empties, in its order. */
export const ZONES = ["raw", "staged", "processed", "manifests"] as const;
export type Zone = (typeof ZONES)[number];

export class Layout {
  readonly root: string;
  readonly companies: string;
  readonly events: string;
  readonly staging: string;
  readonly manifests: string;
  readonly dataset: string;
  readonly datasetText: string;
  readonly seedManifest: string;
  readonly batchManifest: string;
  readonly generatorState: string;
  readonly logs: string;
  readonly lock: string;
  /** Its presence says that a clean was begun and is not finished. */
  readonly cleanIntent: string;

  /** `root` is the data directory, absolute or relative to the working directory. */
  constructor(root: string) {
    this.root = root;
    this.companies = `${root}/raw/companies.jsonl`;
    this.events = `${root}/raw/events`;
    this.staging = `${root}/raw/_staging`;
    this.manifests = `${root}/manifests`;
    this.dataset = `${root}/manifests/dataset.json`;
    this.datasetText = `${root}/manifests/dataset.md`;
    this.seedManifest = `${root}/manifests/seed_manifest.json`;
    this.batchManifest = `${root}/manifests/batch_manifest.json`;
    this.generatorState = `${root}/manifests/generator_state.json`;
    this.logs = `${root}/manifests/logs`;
    this.lock = `${root}/manifests/.lock`;
    this.cleanIntent = `${root}/manifests/.clean`;
  }

  zone(zone: Zone): string {
    return `${this.root}/${zone}`;
  }

  batch(batchId: string): string {
    return `${this.events}/${batchId}`;
  }

  staged(name: string): string {
    return `${this.staging}/${name}`;
  }
}

/** The files of a batch directory, published or staged. */
export function eventsFile(batchDirectory: string): string {
  return `${batchDirectory}/events.jsonl`;
}

export function metaFile(batchDirectory: string): string {
  return `${batchDirectory}/batch_meta.json`;
}

/** The directory that holds `path`. */
export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}
