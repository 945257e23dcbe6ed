/** A setting is missing or malformed. The message is one line that names it. Every process then ends with exit code 2 and is not restarted. */
export class WrongSetting extends Error {
  override readonly name = 'WrongSetting';
}
