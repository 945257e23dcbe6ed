export { exitReason, titleEvents, type TitleEvent } from './events.js';
export { articleOf, isInForce, proposalFor, proposalsOf, type ExitReason, type Title } from './state.js';
