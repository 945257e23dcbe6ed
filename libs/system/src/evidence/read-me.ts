/** The text beside the index. It lists the files of the package, and tells how to verify it. */
export const readMe = ({ exportId, origin, size }: { readonly exportId: string; readonly origin: string; readonly size: number }): string =>
  `证据包 ${exportId}
日志 ${origin}，检查点覆盖前 ${size} 个事件

一、内容
index.html             供阅读的索引，离线打开，可打印
receipts.jsonl         每个事件的依据说明，每行一个
materials.jsonl        事件所引用的材料及其状态；packed 已附，absent 未存入，damaged 已损坏，sealed 封存
access-lines.jsonl     案卷和本证据包的查阅记录，截至首次取得
policy.txt             日志自述的公钥；核验时请用从别处取得的公钥
../materials/          已附的材料，以 SHA-256 命名
../streams/            事件、叶、证明和状态
../checkpoint.txt      检查点及见证签名；../sm3-checkpoint.txt 为国密树的检查点
../map-head.txt        映射根：证明各流没有缺漏

二、核验
1. 取得 minglu-verify.mjs（Node 20.19 以上，不联网、不用数据库）。
2. 从可信渠道取得日志的公钥（GET /public-log/keys）和见证者的公钥，写成政策文件：
     log <vkey>
     witness <名称> <vkey>
     group <名称> <数目> <见证者...>
     quorum <名称> 或 none
3. node minglu-verify.mjs package --policy 政策文件 证据包.zip
   退出码 0 成立；1 签名或证明不成立；2 文件无法读；3 见证不足；4 内容与日志不符。
4. 本文件夹（other）只由清单（manifest-sha256.txt）保护，供阅读；证明在上一级。
   BagIt 清单也可用 bagit.py --validate 核对解包后的文件夹。
5. 个人信息已封存：事件里是承诺值，不是原文。经两人批准后可另行打开，并由核验程序与承诺值核对。

Evidence package ${exportId}
Log ${origin}; its checkpoint covers the first ${size} events.

Files
index.html             the index for readers; opens offline and prints
receipts.jsonl         the grounds of each event, one a line
materials.jsonl        the materials that events name: packed, absent, damaged, or sealed
access-lines.jsonl     who looked at the case and at this package, up to its first download
policy.txt             the keys as the log states them; verify with keys from another source
../materials/          the materials, named by their SHA-256
../streams/            events, leaves, proofs and states
../checkpoint.txt      the checkpoint with cosignatures; ../sm3-checkpoint.txt of the tree with SM3
../map-head.txt        the root of the map, which proves that no stream lacks an event

Verification
1. Get minglu-verify.mjs (Node 20.19 or later; no network, no database).
2. Get the keys of the log (GET /public-log/keys) and of its witnesses from a source that you trust. Write them as a policy (C2SP tlog-policy).
3. node minglu-verify.mjs package --policy <policy> <package.zip>
   Exit codes: 0 true, 1 a signature or a proof does not hold, 2 cannot be read, 3 too few witnesses, 4 other content than the log has.
4. This folder is covered by the manifest alone. The proofs stand beside it. bagit.py --validate checks the unpacked folder too.
5. Personal data are sealed: events hold commitments. Two persons can approve an opening, and the verifier compares it with the commitment.
`;
