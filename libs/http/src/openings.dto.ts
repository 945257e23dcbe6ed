import { ApiProperty } from '@nestjs/swagger';

/** A text that was sealed, with the salt of its commitment. The two together prove the text that the event has sealed. */
export interface Opening {
  readonly ref: string;
  /** In hexadecimal. */
  readonly salt: string;
  readonly text: string;
}

export class OpeningDto implements Opening {
  @ApiProperty({ description: '事件中的引用 / the reference in the event' })
  ref!: string;
  @ApiProperty({ description: '承诺值的盐 / the salt of the commitment', pattern: '^[0-9a-f]{64}$' })
  salt!: string;
  @ApiProperty({ description: '原文 / the text' })
  text!: string;
}
export const OPENINGS = {
  type: () => [OpeningDto],
  description: '同样的原文和盐：可附入证据包，离线与事件的承诺值核对 / the same texts as proofs, for an evidence package',
};
