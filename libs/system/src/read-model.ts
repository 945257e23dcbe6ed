/** The read model's name over Kafka, and so its inbox and its group; the number is the projection's version. */
export const READ_MODEL = 'read-model-1';
/** Its name, and so its checkpoint, where it reads straight from the log. */
export const EMBEDDED_READ_MODEL = 'read-model/1';
