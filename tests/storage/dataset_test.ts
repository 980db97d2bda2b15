import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  type Dataset,
  loadDataset,
  loadSecondCopy,
  sameDataset,
  saveDataset,
} from "../../src/storage/dataset.ts";
import { sealedText, unsealed } from "../../src/storage/sealed_record.ts";
import { arbitraryHistory } from "../support/arbitrary_history.ts";
import { DataDir } from "../support/data_dir.ts";

const datasets = fc.record({
  history: arbitraryHistory({ rates: [0, 3.5, 1000], longestEpoch: 9 }),
  skipped: fc.array(fc.record({ first: fc.nat(), end: fc.nat() }), { maxLength: 3 }),
});

Deno.test("saveDataset() writes two copies that are read back as they were", async () => {
  await using dir = await DataDir.make();
  await dir.disk.makeDirectory(dir.layout.manifests);
  await fc.assert(
    fc.asyncProperty(datasets, async (dataset) => {
      await saveDataset(dir.disk, dir.layout, dataset);
      const copies = [await loadDataset(dir.layout.dataset), await loadSecondCopy(dir.layout)];
      for (const copy of copies) {
        assertEquals(copy, dataset);
        assert(sameDataset(copy as Dataset, dataset));
      }
    }),
    { seed: 18, numRuns: 30 },
  );
});

Deno.test("unsealed() gives the record or nothing, whichever character is changed", () => {
  const record = { seed: 42, epochs: [{ keys: { geographies: { US: 1 } } }], text: "a" };
  const text = sealedText(record);
  assertEquals(unsealed(text), record);
  for (let at = 0; at < text.length; at++) {
    for (const put of ["", "1", " "]) {
      const found = unsealed(text.slice(0, at) + put + text.slice(at + 1));
      if (found !== null) assertEquals(found, record);
    }
  }
  for (const other of [null, "", "null", "7", '"x"', "[]", "{}"]) {
    assertEquals(unsealed(other), null);
  }
});
