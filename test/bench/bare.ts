// The other side of the measurements over HTTP: Fastify without anything else, and one statement for each request.
// DATABASE_URL is its database, and BARE_TABLES the SQL that makes its tables.
import fastify from 'fastify';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 16 });
await pool.query(process.env['BARE_TABLES'] ?? '');

const INSERT = `INSERT INTO bare_events (event_id, stream_id, stream_version, type, payload, metadata, recorded_at)
  VALUES (gen_random_uuid(), $1, 1, 'ApplicationOpened', $2, '{}', now()) RETURNING event_id`;
const app = fastify();
app.post<{ Body: { readonly applicant: string } }>('/dossiers', async ({ body }, reply) => {
  const { rows } = await pool.query<{ event_id: string }>({ name: 'insert', text: INSERT, values: [body.applicant, JSON.stringify(body)] });
  return reply.code(201).send({ eventId: rows[0]!.event_id });
});
app.get<{ Params: { readonly id: string } }>('/dossiers/:id', async ({ params }, reply) => {
  const { rows } = await pool.query<{ view: object }>({
    name: 'one',
    text: 'SELECT view FROM bare_dossiers WHERE case_id = $1',
    values: [params.id],
  });
  return rows[0] ? reply.send(rows[0].view) : reply.code(404).send({});
});
app.get<{ Querystring: { readonly province: string; readonly limit: string } }>('/dossiers', async ({ query }) => {
  const { rows } = await pool.query<{ view: object }>({
    name: 'page',
    text: 'SELECT view FROM bare_dossiers WHERE province = $1 ORDER BY case_id LIMIT $2',
    values: [query.province, query.limit],
  });
  return { items: rows.map(({ view }) => view) };
});
process.stdout.write(`is up: ${await app.listen({ host: '127.0.0.1', port: 0 })}\n`);
