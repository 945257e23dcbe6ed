import { hash } from 'node:crypto';
import { allMigrations } from './migrations.js';

/** SHA-256 of each migration. A database refuses to start with a migration that has changed since it was applied. */
const CHECKSUMS: Readonly<Record<string, string>> = {
  'access/0001-access-log': 'bd5be501b23ebacd971ec2a87dc2984173826edea8b927076d631aa913042e53',
  'audit/0001-transparency-log': 'e62aa3259a3ff65df0daf8c361a20ba93785cb9a719a8500649082eafed662a6',
  'calendar/0001-feeds': 'f10d0f797e3d895de7f538994dbf6f16831e61de6a70fb39238148199147a1b8',
  'event-store/0001-log': '27c93fbba6cd43449f31dc73b061b66308f5d4d2bf9fd46891976394d976978f',
  'event-store/0002-append': '066c33c30687ad04277fff69ca9c0f23c775c0e3d0c8011fccb3d0e8d86ef888',
  'event-store/0003-immutable': 'a8c167279406071354a40716a82055aa0f1451bb2ab294a22a242faaa9746889',
  'event-store/0004-audit-claims': 'd58f7e709b000339b695dbd7907e426f15b3a37c1385a677ca9e8098e2f1caf8',
  'event-store/0005-public': '0bd7190fd0ec89aaab91f5144592297535603eec77c31a88c6a7c738c66aa673',
  'event-store/0006-identity': 'e8854b179889d2c491781d82a7f6f49c70a38e574611efc253884a5f50395ee6',
  'event-store/0007-place-and-time': 'fb3ed6be05615a452d740e9fe1a8410ed831783b0cc65620377e7f4988d52323',
  'event-store/0008-places': '3b32f8d9f0b6cb5f595ff1c908ba13156d011c770c4ca5e94c4fc21275736222',
  'event-store/0009-append-probe': '60ecf8e1d554549d2c6f2d1aeeaa43b6cc8049b5ebda9647625d27ac1673041e',
  'event-store/0010-key-checks': '58816e6e1332d6964b94903fa7ec20a8f47ec435a03213268b4e951fd09faeb8',
  'event-store/0011-append-lock': '0599c9c7b1c194aa2a0ce71c06ef12a00489d114cedf7f8b226c6b9ccfa6ef33',
  'event-store/0012-epochs': 'e12c8449b5c35a872e93623bddc485fd9cd1521bb5933d6d2ba2e9be8ef80ccc',
  'materials/0001-materials': '925a1c59835e15c3c2bfa7dd33b94c5eac78bb69923442be03ff1200c0d052be',
  'messaging/0001-publisher': '24debfee4250d50fc01b0be2e50bce18f3000d0d6435d06438fa556bcf3e5d0a',
  'messaging/0002-inbox-procedure': 'bd013458c566f4ed488cf8a20d2e14924481d2de9a7c722d71c9240818343b15',
  'messaging/0002-inbox-query': '48fdf90b74d60e1b02fbd72dc15715363fd44c72d36fbd360a6326ffd2ea352a',
  'messaging/0003-set-aside': '65f2294f859c5e9b8625922a8bac546cd73b16b1847745baf4398374ce0b28d0',
  'messaging/0003-topics': '217a506f4bfbbeaa90cfa4bd6893e5d73316ae9dcb4ea7972d5209b6d29a7942',
  'messaging/0004-authentic-procedure': 'c8efcc77dfc910cfba23e4a2367defd861007edb080242c53d3c670f118ab690',
  'messaging/0004-authentic-query': 'c580f3eb30d35ce6223d05d7e73222810aa3a6a1f6dc9a97014ef7bf2f1feb2a',
  'messaging/0005-watermarks': '68062551d9160dcc2943d6866bf0ecd148e286462f2d0a761026cdf78f3dcc74',
  'messaging/0006-reconciliation': 'ea4f55c7d5e77f8e7f3bda87dd4ac22c6487a57410006a727b7dc387df403e52',
  'messaging/0007-epoch-records': 'dd53ab87214e36cd58bb6223032d8f6e914d76e855b4621e7137018f5c03910c',
  'procedure/0001-timers': 'a5a0bce888b317d328165f7f6aeabeb591e82fb24a46cf4742844376165e493d',
  'procedure/0002-places': 'c479eb5ef1f81fa2bad1fb581d8c6a5d9fab26880e3fc8e121d51e88dc31ed90',
  'event-store/0013-persons': '9a36f924d509ce2a68bd5be106e332c1adc6a884dd56af92849eb1b656ef692e',
  'projections/0001-read-model': '81f0b2dcbc000e3e49676352aa38a310bd8b34803c5540d1e2b2d72145572e59',
  'projections/0002-settings': 'ebcde11d187986e9ffa3c4746ebd7049f58860dc324f8d1b4bd61f2ceb2f38e8',
  'projections/0003-rectifications-by-year': '426feb135e5b286ac0a5ebfba6291a59106b9ac357d35d5be300ce18bd20bece',
  'projections/0004-light-rows': '238591f4bf95b25fad1874a37c5153411d88419fea63c8de45ca1947afae80b4',
  'projections/0005-withdrawn-proposals': '8b98b683f9ca0656327d7b9de35fb323a71189925a60383d1d7e2668d9e2229f',
  'projections/0006-reports': 'ddaebfcdda42279e0f865406066fc593280aa0af83cb03a0bc23cb451f12837f',
  'projections/0007-corrections': 'a6d726142248e7b7d50435b7da1a5945163f406b79bfec4c7f895cc5802b3390',
  'projections/0008-places': '8fae4e01d02fb1dad129fc353216faede9e35ef64f7acee418a1d1617f49e28e',
  'projections/0009-lists': '1055def78aa3f649214f23e951bfc57483c18d9fafc7ddc3729b0ed3313a5804',
  'projections/0012-changes': '045762c9378fae3e2a7af3867f44c97d0874d54073d08b75671800fbcd2b5a17',
  'projections/0013-figures': '61fe11fdb50d63c89b3e11e082c605219f1b0737e7e39f40244b13364f5072a7',
  'projections/0014-tag-totals': 'd7e2b7ac353dd055958e0bbc5c420229bd5b1d02639be27a567d02d648a3812e',
  'projections/0010-statistics': 'e5602b51a85a400c9c8bfddf8f89d7b5a36ed89c6f35dd2a61d68cc18d29effa',
  'projections/0011-authority': 'edb612df3b35b85ffa8204d605423b5da7b4290046d74b44b5b2458858091f94',
  'system/0001-one-inbox': 'd49387a274cd1c5e7268f8d221afbfa1fbb62366959cb9fd7f6a8de1593469c6',
  'system/0002-corrections-of-log': '897c973f6c6983c250f05ebbcb12e6685e7408a8fcb09d0eef58ee2486f95856',
  'system/0003-inbox-of-timers': '4a269d428fe61b75667ee6d113f5ad9d7790b5a8d83d949896466fdf51fed418',
  'system/0004-hashes-of-log': 'a16f7f88d625bf5638d56bc8c1e4d073ebe31f8c91bb8d9f5f980d016c7c5491',
  'system/0006-events-naming': 'c9a20f11f862055cde5757da98ba134f0b3ff9372601c535981c92fed15bcf7f',
  'system/0005-shared-limits': 'e5e4af325fe4d0caebbbe8e7adc9b1843a1ade3a8c6b95e7f3e488bb2e54b10a',
  'system/0007-administration': 'ce3ca902463e8bd36b144e7e9dfa9cfe6efddf35c1dbca9bffe4459f0fdf7d14',
  'system/0008-settings-of-materials': 'f63cbe5c626a3b303dfac381ab4d7e22efe8c7e1885703042494d1e11fb64341',
};

describe('the migrations', () => {
  it('are never changed: a change is a new migration at the end of its library', () => {
    expect(Object.fromEntries(allMigrations.map(({ name, sql }) => [name, hash('sha256', sql)]))).toEqual(CHECKSUMS);
  });
});
