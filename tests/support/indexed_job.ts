/** The manifest in deploy/, and its pods as plain processes. */

import { parse } from "@std/yaml";
import { z } from "zod";
import { commandLine } from "./cli.ts";
import type { WorkDir } from "./work_dir.ts";

const MANIFEST = new URL("../../deploy/kubernetes-indexed-job.yaml", import.meta.url);

const named = z.object({ name: z.string().regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/) });
const security = z.strictObject({
  allowPrivilegeEscalation: z.literal(false),
  readOnlyRootFilesystem: z.literal(true),
  capabilities: z.strictObject({ drop: z.tuple([z.literal("ALL")]) }),
});
const sizes = z.strictObject({ cpu: z.string().optional(), memory: z.string().regex(/^\d+Mi$/) });
const container = z.strictObject({
  name: named.shape.name,
  image: z.literal("fleetgen"),
  env: z.array(z.strictObject({ name: z.string().regex(/^[A-Z_]+$/), value: z.string() })),
  command: z.array(z.string()).min(1),
  resources: z.strictObject({ requests: sizes, limits: sizes }),
  securityContext: security,
  volumeMounts: z.tuple([z.strictObject({ name: z.string(), mountPath: z.string() })]),
});
const claim = z.strictObject({ claimName: named.shape.name });
const pod = z.strictObject({
  restartPolicy: z.enum(["OnFailure", "Never"]),
  securityContext: z.strictObject({
    runAsNonRoot: z.literal(true),
    runAsUser: z.literal(185),
    runAsGroup: z.literal(185),
    fsGroup: z.literal(185),
  }),
  containers: z.tuple([container]),
  volumes: z.tuple([z.strictObject({ name: z.string(), persistentVolumeClaim: claim })]),
});

/** The fields of a batch/v1 Job that the manifest may use: one that Kubernetes would not know fails. */
const job = z.strictObject({
  apiVersion: z.literal("batch/v1"),
  kind: z.literal("Job"),
  metadata: z.strictObject(named.shape),
  spec: z.strictObject({
    completionMode: z.literal("Indexed"),
    completions: z.int().positive(),
    parallelism: z.int().positive(),
    backoffLimit: z.int().positive(),
    template: z.strictObject({ spec: pod }),
  }),
});

export type IndexedJob = z.infer<typeof job>["spec"];

/** The manifest's spec. @throws {z.ZodError} for a field or a value that a Job doesn't have. */
export async function readIndexedJob(): Promise<IndexedJob> {
  return job.parse(parse(await Deno.readTextFile(MANIFEST))).spec;
}

/** Puts `fleetgen` into the work directory's `bin`. */
export async function installed(dir: WorkDir): Promise<void> {
  await Deno.mkdir(dir.at("bin"));
  const words = commandLine().map((word) => `'${word}'`).join(" ");
  await dir.write("bin/fleetgen", `#!/bin/sh\nexec ${words} "$@"\n`);
  await Deno.chmod(dir.at("bin/fleetgen"), 0o755);
}

/** Runs the container's command as pod `index`, with the work directory's `data` for its volume. */
export async function runPod(
  { template }: IndexedJob,
  { index, dir, env }: { index: number; dir: WorkDir; env: Readonly<Record<string, string>> },
): Promise<Deno.CommandOutput> {
  const [{ command, env: given, volumeMounts: [{ mountPath }] }] = template.spec.containers;
  const [program = "", ...args] = command.map((word) =>
    word.replaceAll(`${mountPath}/`, `${dir.at("data")}/`)
  );
  return await new Deno.Command(program, {
    args,
    cwd: dir.path,
    env: {
      PATH: `${dir.at("bin")}:/usr/bin:/bin`,
      HOME: Deno.env.get("HOME") ?? dir.path,
      DENO_DIR: Deno.env.get("DENO_DIR") ?? "",
      ...Object.fromEntries(given.map(({ name, value }) => [name, value])),
      ...env,
      JOB_COMPLETION_INDEX: String(index),
    },
    clearEnv: true,
  }).output();
}
