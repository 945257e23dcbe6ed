export { evaluationEvents, type EvaluationEvent } from './events.js';
