export { indicatorNames } from './indicator-names.js';
export { RELATIONS, traceFigures, type TracedFigure, type TracedStatement } from './provenance.js';
export { DECISION_KINDS, type Reliance } from './reliance.js';
export { STAGES, type FigureCorrection } from './statement.js';
export { falseFindings, taintedDecisions, type GateStandards, type TaintedDecision } from './tainted.js';
