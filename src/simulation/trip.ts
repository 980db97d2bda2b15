/** The chain of a driver's events, and its maps for looking back (coupling from the past). */

/** What happened last, which is all that decides what can happen next. */
export const START = 0;
export const STOP = 1;
/** Also the state of a driver without any event yet: both go on with `start driving`. */
export const DELIVERED = 2;

/** Below it a start is followed by `delivered`, else by `stopped driving`: 0.125. */
const DELIVERED_AFTER_START = 0x2000_0000;
/** Below it a stop is followed by `delivered`, else by `start driving`: 4/7 (to 2^-32). */
const DELIVERED_AFTER_STOP = 2_454_267_026;

/** The kind of the event after `state`, by 32 uniform bits. */
export function nextKind(state: number, bits: number): number {
  if (state === DELIVERED) return START;
  const uniform = bits >>> 0;
  if (state === START) return uniform < DELIVERED_AFTER_START ? DELIVERED : STOP;
  return uniform < DELIVERED_AFTER_STOP ? DELIVERED : START;
}

/**
 * A map of states to states, two bits an image: what a stretch of events does to whichever state it
 * begins in. One uniform decides the next state whatever the present one is, so a stretch has a map.
 */
export type TripMap = number;

export const UNCHANGED: TripMap = packed(START, STOP, DELIVERED);

function packed(ofStart: number, ofStop: number, ofDelivered: number): TripMap {
  return ofStart | (ofStop << 2) | (ofDelivered << 4);
}

/** The state that `map` makes of `state`. */
export function applied(map: TripMap, state: number): number {
  return (map >>> (2 * state)) & 3;
}

/** First `earlier`, then `later`. */
export function composed(earlier: TripMap, later: TripMap): TripMap {
  return packed(
    applied(later, applied(earlier, START)),
    applied(later, applied(earlier, STOP)),
    applied(later, applied(earlier, DELIVERED)),
  );
}

/** Whether `map` sends every state to the same one, so that what came before no longer matters. */
export function isConstant(map: TripMap): boolean {
  const first = applied(map, START);
  return first === applied(map, STOP) && first === applied(map, DELIVERED);
}

/** The map of one event. */
export function stepMap(bits: number): TripMap {
  return packed(nextKind(START, bits), nextKind(STOP, bits), nextKind(DELIVERED, bits));
}
