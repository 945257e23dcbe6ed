/** The name of the read model as a consumer: of its inbox and of its Kafka group. The number is the version of the projection. */
export const READ_MODEL = 'read-model-1';
/** The name of its checkpoint if it reads the log directly. */
export const EMBEDDED_READ_MODEL = 'read-model/1';
