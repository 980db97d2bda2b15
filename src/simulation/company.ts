/** Companies, each from the seed and its number. */

import { type Epoch, type History, membershipOf } from "./epoch.ts";
import { WeightedNames } from "./distributions.ts";
import { cohortDue } from "./interval.ts";
import { type Stream, StreamFamily } from "./rng.ts";

const TWO_32 = 4_294_967_296;

/** `idWords` are the 128 bits of its id before the version and variant of the UUID v4 layout are set. */
export interface Company {
  readonly number: number;
  readonly idWords: readonly [number, number, number, number];
  readonly geography: string;
  readonly createdAtMs: number;
}

/** Makes any company of a dataset; draw order in its stream: id (4), moment of sign-up, geography. */
export class Companies {
  readonly #history: History;
  readonly #streams: StreamFamily;
  readonly #geographies = new Map<Epoch, WeightedNames>();

  constructor(history: History) {
    this.#history = history;
    this.#streams = new StreamFamily(history.identity.seed, "company");
  }

  /** The id alone, which is all that an event needs of its company. */
  idWords(number: number): readonly [number, number, number, number] {
    return drawId(this.#streams.open(number));
  }

  /** Throws RangeError when the dataset never has company `number`. */
  company(number: number): Company {
    const { cohort, member, epoch } = membershipOf(this.#history, number);
    const { onboardingMs } = this.#history.identity;
    const stream = this.#streams.open(number);
    const idWords = drawId(stream);
    const moment = (member + (stream.next() >>> 0) / TWO_32) / epoch.keys.numberOfCompanies;
    const due = cohortDue(this.#history.identity, cohort);
    return {
      number,
      idWords,
      createdAtMs: due - onboardingMs + Math.floor(moment * onboardingMs),
      geography: this.#names(epoch).draw(stream.next()),
    };
  }

  #names(epoch: Epoch): WeightedNames {
    let names = this.#geographies.get(epoch);
    if (names === undefined) {
      names = new WeightedNames(epoch.keys.geographies);
      this.#geographies.set(epoch, names);
    }
    return names;
  }
}

function drawId(stream: Stream): readonly [number, number, number, number] {
  return [stream.next(), stream.next(), stream.next(), stream.next()];
}
