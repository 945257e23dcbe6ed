export { indicatorNames } from './indicator-names.js';
export { RELATIONS, traceFigures, type TracedFigure, type TracedStatement } from './provenance.js';
export { DECISION_KINDS, type Reliance } from './reliance.js';
export { corrected, STAGES, statementsIn, type FigureCorrection, type Statement } from './statement.js';
export { taintedDecisions, type GateStandards, type TaintedDecision } from './tainted.js';
export { FINDING_CODES, type ApplicantFigures, type DigitTest, type Finding } from './findings/finding.js';
export { findingsOf } from './findings/findings-of.js';
export { sharedFigures, sharedKey } from './findings/identical.js';
export { relationsOf } from './findings/relations.js';
