/**
 * The bare probe: the system calls of the commit protocol and nothing else. Arguments: directory,
 * batches, group size, bytes a batch; it prints the seconds that they took. With group size 0 it commits
 * a batch that is staged already at each second's boundary and prints by how many ms each was late.
 */

const [root = "", batches = "0", group = "1", size = "0"] = Deno.args;
const content = new Uint8Array(Number(size)).fill(120);
const meta = new Uint8Array(600).fill(120);

function writeSynced(path: string, bytes: Uint8Array): void {
  using file = Deno.openSync(path, { write: true, create: true, truncate: true });
  file.writeSync(bytes);
  file.syncSync();
}

function syncDirectory(path: string): void {
  using directory = Deno.openSync(path);
  directory.syncSync();
}

function stage(name: string): void {
  const directory = `${root}/staging/${name}`;
  Deno.mkdirSync(directory);
  writeSynced(`${directory}/events.jsonl`, content);
  writeSynced(`${directory}/batch_meta.json`, meta);
  syncDirectory(directory);
}

function publish(names: readonly string[]): void {
  for (const name of names) Deno.renameSync(`${root}/staging/${name}`, `${root}/events/${name}`);
  syncDirectory(`${root}/events`);
}

function saveCaches(): void {
  for (const name of ["manifest", "state"]) {
    writeSynced(`${root}/${name}.tmp`, meta);
    Deno.renameSync(`${root}/${name}.tmp`, `${root}/${name}`);
  }
  syncDirectory(root);
}

for (const name of ["staging", "events"]) Deno.mkdirSync(`${root}/${name}`, { recursive: true });

function print(value: number): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${value}\n`));
}

if (Number(group) > 0) {
  const started = performance.now();
  for (let n = 0; n < Number(batches); n += Number(group)) {
    const names = Array.from({ length: Number(group) }, (_, k) => String(n + k));
    names.forEach(stage);
    publish(names);
    if (Number(group) === 1) saveCaches();
  }
  print((performance.now() - started) / 1000);
} else {
  for (let n = 0; n < Number(batches); n++) {
    stage(String(n));
    const due = Math.ceil(Date.now() / 1000) * 1000;
    await new Promise((resolve) => setTimeout(resolve, due - Date.now()));
    publish([String(n)]);
    saveCaches();
    print(Date.now() - due);
  }
}
