import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AuthorityView } from '../authority-view.js';
import type { CampaignView } from '../campaign-view.js';
import type { CorrectionsView } from '../corrections-view.js';
import type { DossierView } from '../dossier-view.js';
import type { HandOverView } from '../hand-over-view.js';
import type { ReportView } from '../report-view.js';
import type { SettingsView } from '../settings-view.js';

@Entity({ schema: 'query', name: 'dossiers' })
export class DossierRow {
  @PrimaryColumn({ name: 'case_id', type: 'text' })
  caseId!: string;
  @Column({ name: 'title_id', type: 'text', nullable: true })
  titleId!: string | null;
  @Column({ type: 'text' })
  applicant!: string;
  @Column({ name: 'province_code', type: 'text' })
  provinceCode!: string;
  @Column({ name: 'city_code', type: 'text' })
  cityCode!: string;
  @Column({ name: 'public_status', type: 'text', nullable: true })
  publicStatus!: string | null;
  @Column({ type: 'json' })
  view!: DossierView;
}

/** Index from the subject of a deadline to its case. The deadline itself is in the view of the case. */
@Entity({ schema: 'query', name: 'deadlines' })
export class DeadlineRow {
  @Column({ name: 'of_id', type: 'text' })
  of!: string;
  @Column({ type: 'text' })
  kind!: string;
  @PrimaryColumn({ name: 'case_id', type: 'text' })
  caseId!: string;
  @PrimaryColumn({ type: 'int' })
  ordinal!: number;
}

@Entity({ schema: 'query', name: 'campaigns' })
export class CampaignRow {
  @PrimaryColumn({ name: 'campaign_id', type: 'text' })
  campaignId!: string;
  @Column({ type: 'jsonb' })
  view!: CampaignView;
}

@Entity({ schema: 'query', name: 'settings' })
export class SettingsRow {
  @PrimaryColumn({ name: 'stream_id', type: 'text' })
  streamId!: string;
  @Column({ type: 'jsonb' })
  view!: SettingsView;
}

@Entity({ schema: 'query', name: 'reports' })
export class ReportRow {
  @PrimaryColumn({ name: 'report_id', type: 'text' })
  reportId!: string;
  @Column({ type: 'jsonb' })
  view!: ReportView;
}

/** The corrections of a dossier by their stream. They may be here before the dossier is. */
@Entity({ schema: 'query', name: 'corrections' })
export class CorrectionsRow {
  @PrimaryColumn({ name: 'stream_id', type: 'text' })
  streamId!: string;
  @Column({ type: 'jsonb' })
  view!: CorrectionsView;
}

@Entity({ schema: 'query', name: 'authority' })
export class AuthorityRow {
  @PrimaryColumn({ type: 'text' })
  person!: string;
  @Column({ type: 'jsonb' })
  view!: AuthorityView;
}

@Entity({ schema: 'query', name: 'hand_overs' })
export class HandOverRow {
  @PrimaryColumn({ name: 'hand_over_id', type: 'text' })
  handOverId!: string;
  @Column({ type: 'jsonb' })
  view!: HandOverView;
}

export const readModelEntities = [DossierRow, DeadlineRow, CampaignRow, SettingsRow, ReportRow, CorrectionsRow, AuthorityRow, HandOverRow];
