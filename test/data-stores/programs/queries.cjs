/**
 * A service whose one route asks every database that the environment names, with values that must not be seen anywhere. Asks for it
 * once and prints what went wrong, as JSON on the last line.
 */
exports.serve = async function serve({ express, pg, redis, Redis, mysql, MongoClient }) {
  const { POSTGRES_URL, REDIS_URL, MYSQL_PORT, MONGO_PORT } = process.env;
  const errors = [];
  const attempt = async (work) => {
    try {
      await work();
    } catch (error) {
      errors.push(error.message);
    }
  };
  const postgres = new pg.Pool({ connectionString: POSTGRES_URL, max: 1 });
  const mysqlPool = mysql.createPool({
    host: '127.0.0.1',
    port: Number(MYSQL_PORT),
    user: 'me',
    database: 'loads',
  });
  const mongo = new MongoClient(`mongodb://127.0.0.1:${MONGO_PORT}/?directConnection=true`);
  const client = redis.createClient({ url: REDIS_URL });
  const pool = redis.createClientPool({ url: REDIS_URL });
  const io = new Redis(REDIS_URL);
  await Promise.all([client.connect(), pool.connect()]);
  await postgres.query('CREATE TABLE IF NOT EXISTS site (id bigint PRIMARY KEY, name text)');

  const app = express();
  app.get('/postgres', async (request, response) => {
    await postgres.query(
      "INSERT INTO site VALUES (1, 'hunter2') ON CONFLICT DO NOTHING -- hunter2",
    );
    await postgres.query('SELECT name\nFROM site WHERE name = $1 AND id = 47114711', ['hunter2']);
    await attempt(() => postgres.query("SELECT 'hunter2'::int"));
    // Through a pool of one connection: the second waits for the first.
    await Promise.all([postgres.query('SELECT 1'), postgres.query('SELECT pg_sleep(0.01)')]);
    await new Promise((resolve) => postgres.query("SELECT 'hunter2'", resolve));
    response.end();
  });
  app.get('/redis', async (request, response) => {
    await client.set('session:hunter2', 'hunter2');
    await client.multi().get('session:hunter2').lPush('list', 'hunter2').exec();
    await attempt(() => client.get('list'));
    await attempt(() => client.sendCommand(['NOSUCH', 'hunter2']));
    await pool.get('session:hunter2');
    response.end();
  });
  app.get('/ioredis', async (request, response) => {
    await io.set('session:hunter2', 'hunter2');
    await io.pipeline().get('session:hunter2').exec();
    await attempt(() => io.call('NOSUCH', 'hunter2'));
    response.end();
  });
  app.get('/mysql', async (request, response) => {
    await mysqlPool.query('INSERT INTO site SET ?', { name: 'hunter2' });
    await mysqlPool.query('UPDATE site SET name = "hunter2" WHERE id = ?', [47114711]);
    await attempt(() => mysqlPool.query("INSERT INTO duplicate VALUES ('hunter2')"));
    response.end();
  });
  app.get('/mongo', async (request, response) => {
    const sites = mongo.db('loads').collection('site');
    await sites.insertOne({ name: 'hunter2' });
    await sites.find({ name: 'hunter2' }).toArray();
    await attempt(() => sites.find({ name: 'hunter2 duplicate' }).toArray());
    response.end();
  });
  const server = await new Promise((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  for (const path of ['/postgres', '/redis', '/ioredis', '/mysql', '/mongo']) {
    const response = await fetch(`http://127.0.0.1:${server.address().port}${path}`);
    if (!response.ok) errors.push(`${path}: ${response.status} ${await response.text()}`);
  }
  server.close();
  server.closeAllConnections();
  client.destroy();
  pool.destroy();
  io.disconnect();
  await Promise.all([postgres.end(), mysqlPool.end(), mongo.close()]);
  console.log(JSON.stringify({ errors }));
};
