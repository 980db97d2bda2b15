/** The one of `names` with the fewest edits (insert, delete, replace) from `text`; the first of equals. */
export function nearest(text: string, names: readonly string[]): string {
  let best = "";
  let least = Infinity;
  for (const name of names) {
    const edits = distance(text.slice(0, 64).toLowerCase(), name.toLowerCase());
    if (edits < least) [best, least] = [name, edits];
  }
  return best;
}

/** Levenshtein's distance, kept as one row of the table. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (let column = 1; column < row.length; column++) {
      const replaced = cell(row, column - 1) + (letter === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, cell(row, column) + 1, cell(next, column - 1) + 1));
    }
    row = next;
  }
  return cell(row, to.length);
}

function cell(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
