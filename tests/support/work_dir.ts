/** An empty working directory for one test, removed when the test ends. */
export class WorkDir implements AsyncDisposable {
  readonly path: string;
  /** What a command that runs in it is given. */
  readonly options: { readonly cwd: string };

  private constructor(path: string) {
    this.path = path;
    this.options = { cwd: path };
  }

  static async make(): Promise<WorkDir> {
    return new WorkDir(await Deno.makeTempDir({ prefix: "fleetgen-e2e-" }));
  }

  /** The path of something in it. */
  at(name: string): string {
    return `${this.path}/${name}`;
  }

  async write(name: string, text: string): Promise<void> {
    await Deno.writeTextFile(this.at(name), text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}
