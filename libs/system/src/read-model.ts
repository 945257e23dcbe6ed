/** The read model's name: of its inbox, whichever way it is fed, and of its group over Kafka; the number is the projection's version. */
export const READ_MODEL = 'read-model-1';
/** The name of its checkpoint where it reads straight from the log. */
export const EMBEDDED_READ_MODEL = 'read-model/1';
