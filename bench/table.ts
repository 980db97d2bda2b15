/** What a measurement says, and how it is printed. */

export interface Row {
  readonly what: string;
  readonly figure: string;
  /** The ratio or figure that is judged, with its bound; absent when nothing is promised. */
  readonly judged?: string;
  readonly holds?: boolean;
}

export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
  /** What a reader has to know of the way it was measured. */
  readonly note?: string;
}

/** A row whose `value` must be at least, or at most, a bound. */
export function judged(
  what: string,
  figure: string,
  { value, atLeast, atMost, unit = "" }: {
    value: number;
    atLeast?: number;
    atMost?: number;
    unit?: string;
  },
): Row {
  const holds = (atLeast === undefined || value >= atLeast) &&
    (atMost === undefined || value <= atMost);
  const bound = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
  return { what, figure, judged: `${value.toFixed(2)}${unit} (${bound}${unit})`, holds };
}

export function markdown(sections: readonly Section[]): string {
  return sections.map(({ title, rows, note }) => {
    const lines = rows.map(({ what, figure, judged = "", holds }) => {
      const verdict = holds === undefined ? "" : holds ? "yes" : "**no**";
      return `| ${what} | ${judged} | ${verdict} | ${figure} |`;
    });
    return [
      `## ${title}`,
      "",
      ...(note === undefined ? [] : [note, ""]),
      "| what | judged | holds | figures |",
      "|---|---|---|---|",
      ...lines,
    ].join("\n");
  }).join("\n\n");
}
