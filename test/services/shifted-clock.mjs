// Preloaded into a process (`--import`): its wall clock is off by SHIFT_SECONDS.
const shift = Number(process.env.SHIFT_SECONDS) * 1_000;
const RealDate = Date;
globalThis.Date = class extends RealDate {
  /** @param {unknown[]} given */
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + shift);
    else super(.../** @type {[number]} */ (given));
  }
  static now() {
    return RealDate.now() + shift;
  }
};
