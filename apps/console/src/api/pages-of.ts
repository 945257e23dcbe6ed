/** How a list goes on: each page names the cursor of the next one. */
export const BY_CURSOR = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ next }: { readonly next: string | null }): string | undefined => next ?? undefined,
};
