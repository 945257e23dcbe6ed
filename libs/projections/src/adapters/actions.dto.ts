import { ApiProperty } from '@nestjs/swagger';
import type { Action, ActionThen } from '../actions.js';
import type { VisibleDossier } from '../visibility.js';
import { TextDto } from './dossier.dto.js';

class GateDto {
  @ApiProperty({ example: 'consent-missing', description: '拒绝的代码 / code of the refusal' }) code!: string;
  @ApiProperty({ type: [String], description: '依据 / the provisions that it rests on' }) legalBasis!: readonly string[];
}
class ReasonDto {
  @ApiProperty({
    enum: ['role', 'jurisdiction', 'state', 'gate'],
    description: '身份、管辖、状态，或者缺少的步骤 / role, jurisdiction, state, or a missing step or gate of due process',
  })
  code!: NonNullable<Action['reason']>['code'];
  @ApiProperty({ type: TextDto, description: '说明 / the reason in words' }) message!: TextDto;
  @ApiProperty({ type: [String], description: '可以办理的身份或者状态 / the roles or statuses that allow it' }) allowed!: readonly string[];
  @ApiProperty({
    type: GateDto,
    nullable: true,
    description: '缺少的步骤：拒绝的代码和依据 / of a gate: the code and the provisions of the refusal',
  })
  refusal!: NonNullable<Action['reason']>['refusal'];
}
class DueDto {
  @ApiProperty({ type: String, description: '期限的种类 / kind of the deadline' }) kind!: NonNullable<Action['deadline']>['kind'];
  @ApiProperty({ format: 'date-time', description: '终点（不含） / exclusive end' }) endsAt!: string;
  @ApiProperty({ format: 'date', description: '最后一日 / last day' }) lastDay!: string;
  @ApiProperty({ description: '放假安排未公布，终点未定 / true while the calendar of that year is not published' }) provisional!: boolean;
}
class ActionDto implements Action {
  @ApiProperty({ description: '命令 / the command' }) command!: string;
  @ApiProperty({ type: TextDto, description: '名称 / its title' }) title!: TextDto;
  @ApiProperty({ type: [String], description: '依据 / the provisions that it rests on' }) legalBasis!: readonly string[];
  @ApiProperty({ type: [String], description: '各条文的地址 / the paths of those provisions' }) provisions!: readonly string[];
  @ApiProperty({ type: [String], description: '方法和地址 / method and path' }) routes!: readonly string[];
  @ApiProperty({ description: '内容的 JSON Schema 标识，见 GET /commands / id of the JSON Schema of its payload' }) schema!: string;
  @ApiProperty({ description: '现在可否办理 / true if it may happen now' }) possible!: boolean;
  @ApiProperty({ type: DueDto, nullable: true, description: '应在此期限内办理 / the deadline within which it is due' })
  deadline!: Action['deadline'];
  @ApiProperty({ type: ReasonDto, nullable: true, description: '不能办理的理由 / why it may not happen' }) reason!: Action['reason'];
}
export class ActionThenDto extends ActionDto implements ActionThen {
  @ApiProperty({ type: [String], description: '可以办理的身份 / the roles that may perform it' }) roles!: readonly string[];
  @ApiProperty({ description: '当时可否由某一身份办理 / true if the status allowed it and no step was missing' }) couldHappen!: boolean;
}
export class ActionsDto {
  @ApiProperty({ description: '案卷标识 / id of the dossier' }) caseId!: string;
  @ApiProperty({ type: String, description: '来访者所见的状态 / the status as the caller sees it' }) status!: VisibleDossier['status'];
  @ApiProperty({ type: [ActionDto], description: '各项办理 / the acts' }) items!: readonly ActionDto[];
}
