export { newClusterId } from './broker.js';
export { clusterOf, discardCluster, makeCluster, otherSize, sizeOf, type Cluster } from './cluster.js';
export { keepKafka, leaveRunning, lockCluster } from './keep-kafka.js';
export { BROKER } from './logins.js';
export { setPasswords } from './scram.js';
export { findProgram, kafkaVersion, NoKafka } from './program.js';
