/** Text or bytes that do not have the format. The verifier exits with 2 for it. */
export class Malformed extends Error {
  constructor(readonly reason: string) {
    super(`malformed: ${reason}`);
  }
}
