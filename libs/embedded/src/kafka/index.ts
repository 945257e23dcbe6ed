export { clusterOf, discardCluster, otherSize, sizeOf, makeCluster, type Cluster, type NodeStatus } from './cluster.js';
export { fetchKafka, findJava, kafkaVersion, NoKafka } from './program.js';
export { findProgram } from './find.js';
