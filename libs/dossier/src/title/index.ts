export { titleEvents, type TitleEvent } from './events.js';
