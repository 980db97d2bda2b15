/** Company rows as bytes. */

import { Companies, type Company } from "../simulation/company.ts";
import type { History } from "../simulation/epoch.ts";
import { utcText } from "../simulation/utc.ts";
import { asciiBytes, uuid4Bytes } from "./ascii.ts";

/** Making so many companies takes well under a millisecond of the thread that does it. */
const COMPANIES_A_PIECE = 256;
const ASCII = new TextDecoder();

/** The lines of companies `first` (included) to `end` (excluded), a bounded piece at a time. */
export function* companyLines(
  history: History,
  { first, end }: { first: number; end: number },
): Generator<Uint8Array<ArrayBuffer>> {
  const companies = new Companies(history);
  for (let number = first; number < end; number += COMPANIES_A_PIECE) {
    let text = "";
    for (let n = number; n < Math.min(end, number + COMPANIES_A_PIECE); n++) {
      text += companyLine(companies.company(n));
    }
    yield asciiBytes(text);
  }
}

function companyLine({ idWords, geography, createdAtMs }: Company): string {
  const id = ASCII.decode(uuid4Bytes(idWords));
  return `{"company_id":"${id}","geography":"${geography}","active":true,` +
    `"created_at":"${utcText(createdAtMs)}"}\n`;
}
