export function prose(
  args: readonly string[],
  places: { readonly folder: string; readonly root: string },
): { status: number; stdout: string; stderr: string };
