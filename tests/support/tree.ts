/** Everything below a directory by path: a file's bytes as text, `-> target` of a link, `/` of a directory. */
export async function treeOf(root: string): Promise<Record<string, string>> {
  const tree: Record<string, string> = {};
  await collect(root, { prefix: "", tree });
  return tree;
}

async function collect(
  directory: string,
  { prefix, tree }: { prefix: string; tree: Record<string, string> },
): Promise<void> {
  const entries = await Array.fromAsync(Deno.readDir(directory));
  for (const { name, isDirectory, isSymlink } of entries.sort((a, b) => a.name < b.name ? -1 : 1)) {
    const path = `${directory}/${name}`;
    if (isSymlink) tree[prefix + name] = `-> ${await Deno.readLink(path)}`;
    else if (isDirectory) {
      tree[prefix + name] = "/";
      await collect(path, { prefix: `${prefix}${name}/`, tree });
    } else tree[prefix + name] = bytesAsText(await Deno.readFile(path));
  }
}

/** One character a byte, so that no two files look equal that aren't. */
function bytesAsText(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
