export { exitReason, titleEvents, type TitleEvent } from './events.js';
export { articleOf, proposalFor, proposalsOf, type ExitReason, type Title } from './state.js';
