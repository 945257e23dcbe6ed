export { checkCalendarYear } from './calendar-check.js';
export { shippedCalendars } from './calendars.js';
export { campaigns2023, windowProvision } from './campaigns-2023.js';
export {
  computeDeadline,
  countPeriod,
  deadline,
  deadlineKinds,
  isSameDeadline,
  recompute,
  subjectOfDeadline,
  type Deadline,
  type DeadlineRule,
} from './deadline.js';
export {
  codesOf,
  divisionCalled,
  divisionChangeFields,
  divisionOn,
  divisionsOn,
  inEffect,
  withoutMergers,
  DIVISION_CHANGE_NAMES,
  DIVISION_CLASSES,
  type DivisionChange,
} from './division-changes.js';
export {
  division,
  divisionCode,
  eligibleCities,
  hasProvincialAuthority,
  isEligibleByRuling,
  isEligibleCity,
  LEVELS,
  levelOf,
  type Division,
} from './divisions.js';
export { formerDivisions } from './former-divisions.js';
export { festivalsOf, missingFestivals } from './festivals.js';
export { boundOf, printed, type Bound } from './bound.js';
export { normalForm } from './names.js';
export { personForm } from './persons.js';
export {
  dataYearWarnings,
  figure,
  material,
  MATERIAL_NAMES,
  yearHasEnded,
  type Figure,
  type Material,
  type MaterialKind,
} from './figures.js';
export { indicators168 } from './indicators-168-2022.js';
export { checkIndicatorSystem } from './indicator-check.js';
export {
  checkControls,
  controlCheck,
  findIndicator,
  indicatorsOf,
  indicatorSystem,
  unitOfControl,
  type ControlCheck,
  type IndicatorSystem,
} from './indicators.js';
export { shippedNationalAverages } from './national-averages.js';
export { observePolicies } from './observed-policies.js';
export { highestValue, parameter, parameterOfYear, parameters, RULE_PACKAGE, rulePackage } from './parameters.js';
export {
  checkPolicyValue,
  hosts,
  isPolicyKey,
  POLICY_KEYS,
  policyDefinitions,
  policyValue,
  type PolicyKey,
  type PolicyValues,
} from './policies.js';
export { PROGRAMMES, programme, programmeYear, TRACKS, track, type Programme, type Track } from './programme.js';
export { isProvision, provision, provisions, provisionTitle, type Provision } from './provision.js';
export { deadlineBasis } from './deadline-basis.js';
export { INSTRUMENTS, instrumentOf, instruments, numberInText, type InstrumentId } from './instruments.js';
export { provisionTexts } from './provision-texts.js';
export {
  ADMINISTRATORS,
  DELEGABLE_ROLES,
  isHeldRightly,
  isOfMinistry,
  MINISTRY,
  MINISTRY_ROLES,
  SERVICE_ROLES,
  twoAdministrators,
  WITH_WORK,
} from './roles.js';
export { meanings, unavailableTexts } from './trace.js';
export { calendarMissingFor, dayKind, type WorkCalendar } from './work-calendar.js';
