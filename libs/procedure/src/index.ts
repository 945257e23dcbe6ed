export { caseOf, deadlineProcess, dueBy, type DeadlineInput, type DossierDeadlines, type SystemCommand } from './deadline-process.js';
