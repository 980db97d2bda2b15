/** Generation time against batch size as an SVG, both axes logarithmic. */

import type { SizePoint } from "./core.ts";

const WIDTH = 640;
const HEIGHT = 400;
const MARGIN = 60;

export function plot(points: readonly SizePoint[]): string {
  const xs = axis(points.map(({ events }) => events));
  const ys = axis(points.map(({ ms }) => ms));
  const x = (events: number): number => MARGIN + xs.place(events) * (WIDTH - 2 * MARGIN);
  const y = (ms: number): number => HEIGHT - MARGIN - ys.place(ms) * (HEIGHT - 2 * MARGIN);
  const line = points.map(({ events, ms }) => `${x(events).toFixed(1)},${y(ms).toFixed(1)}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
    ...xs.ticks.map((tick) =>
      `<path d="M${x(tick)} ${MARGIN}V${HEIGHT - MARGIN}" stroke="#ddd"/>` +
      `<text x="${x(tick)}" y="${HEIGHT - MARGIN + 18}" text-anchor="middle">${
        tick.toLocaleString("en")
      }</text>`
    ),
    ...ys.ticks.map((tick) =>
      `<path d="M${MARGIN} ${y(tick)}H${WIDTH - MARGIN}" stroke="#ddd"/>` +
      `<text x="${MARGIN - 6}" y="${y(tick) + 4}" text-anchor="end">${tick}</text>`
    ),
    `<polyline points="${line.join(" ")}" fill="none" stroke="#0a6" stroke-width="2"/>`,
    ...line.map((point) => {
      const [cx, cy] = point.split(",");
      return `<circle cx="${cx}" cy="${cy}" r="3" fill="#0a6"/>`;
    }),
    `<text x="${WIDTH / 2}" y="${HEIGHT - 12}" text-anchor="middle">events in a batch</text>`,
    `<text x="${MARGIN}" y="${MARGIN - 16}" text-anchor="middle">ms</text>`,
    "</svg>",
    "",
  ].join("\n");
}

interface Axis {
  readonly ticks: readonly number[];
  /** From 0 at the first tick to 1 at the last. */
  place(value: number): number;
}

function axis(values: readonly number[]): Axis {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.ceil(Math.log10(Math.max(...values)));
  const ticks = Array.from({ length: high - low + 1 }, (_, n) => Number(`1e${low + n}`));
  return { ticks, place: (value) => (Math.log10(value) - low) / (high - low) };
}
