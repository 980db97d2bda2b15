import { assertEquals } from "@std/assert";
import { DataDir, upTo } from "../support/data_dir.ts";
import { treeOf } from "../support/tree.ts";

const WEEKLY = { identity: { onboardingMs: 420_000 } };
const MORE = { numberOfCompanies: 5 };

/** Two batches of epoch 0, then a cohort due in mid-interval, after which the cohorts grow. */
async function grownInMidInterval(dir: DataDir): Promise<void> {
  const first = await dir.commit(await dir.open({}, WEEKLY), upTo(2));
  // Cohort 5, due 5 minutes into interval 2, is on disk before its interval's end.
  await first.companies.append(6);
  const { dataset } = await dir.open(MORE, WEEKLY);
  const { firstInterval, firstCohort } = dataset.history.epochs[1] ?? {};
  assertEquals({ firstInterval, firstCohort }, { firstInterval: 2, firstCohort: 6 });
}

for (
  const [what, damage] of [
    ["lost", (path: string) => Deno.remove(path)],
    ["cut", (path: string) => Deno.truncate(path, 2000)],
    ["foreign", (path: string) => Deno.writeTextFile(path, '{"company_id":"x"}\n'.repeat(99))],
  ] as const
) {
  Deno.test(`openDataset() rebuilds a ${what} companies.jsonl whose cohorts grew in mid-interval`, async () => {
    await using dir = await DataDir.make();
    await grownInMidInterval(dir);
    await dir.commit(await dir.open(MORE, WEEKLY), [2, 3]);
    const before = await treeOf(dir.layout.root);
    await damage(dir.layout.companies);
    await dir.open(MORE, WEEKLY);
    assertEquals(await treeOf(dir.layout.root), before);
  });

  Deno.test(`openDataset() keeps an epoch without a batch when companies.jsonl is ${what}`, async () => {
    await using dir = await DataDir.make();
    await grownInMidInterval(dir);
    const before = await Deno.readTextFile(dir.layout.dataset);
    await damage(dir.layout.companies);
    await dir.commit(await dir.open(MORE, WEEKLY), [2, 3]);
    assertEquals(await Deno.readTextFile(dir.layout.dataset), before);

    await using untouched = await DataDir.make();
    await grownInMidInterval(untouched);
    await untouched.commit(await untouched.open(MORE, WEEKLY), [2, 3]);
    assertEquals(await treeOf(dir.layout.root), await treeOf(untouched.layout.root));
  });
}
