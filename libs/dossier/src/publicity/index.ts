export { publicityEvents, type PublicityEvent } from './events.js';
export { answerAfterInvestigation, consequenceOf } from './answers.js';
