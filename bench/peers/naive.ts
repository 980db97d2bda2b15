/** The floor: the same records from plain objects and JSON.stringify, as anyone would write it first. */

const ROWS_A_WRITE = 4096;
const COMPANIES = Array.from({ length: 20_000 }, () => crypto.randomUUID());
const KINDS = ["start driving", "stopped driving", "delivered"];

function row(n: number): Record<string, string> {
  const company = COMPANIES[Math.floor(n / 35) % COMPANIES.length] ?? "";
  const at = new Date(Date.UTC(2026, 0, 1) + (n * 17) % 900_000);
  return {
    "event_id": crypto.randomUUID(),
    "driver_id": `DRV-${company}-${String(n % 10).padStart(3, "0")}`,
    "company_id": company,
    "truck_id": `TRK-42-${String(n % 10_000).padStart(4, "0")}`,
    "event_type": KINDS[n % 3] ?? "",
    timestamp: at.toISOString(),
  };
}

const rows = Number(Deno.args[0]);
const encoder = new TextEncoder();
for (let n = 0; n < rows; n += ROWS_A_WRITE) {
  let text = "";
  for (let k = n; k < Math.min(rows, n + ROWS_A_WRITE); k++) text += `${JSON.stringify(row(k))}\n`;
  Deno.stdout.writeSync(encoder.encode(text));
}
