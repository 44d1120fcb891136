import net from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseHostPort } from '../../../host/bus/connection.js';
import { openControl } from '../../../hil/rig/control.js';
import { Rig } from '../../../hil/rig/rig.js';

describe('the control socket of a rig', () => {
  const rig = Rig.create({ speed: 1, plant: {}, blank: true });
  let door: Awaited<ReturnType<typeof openControl>>;
  beforeAll(async () => {
    door = await openControl(rig, '127.0.0.1', 0);
  });
  afterAll(async () => {
    await door.close();
    rig.close();
  });

  function client(): Promise<net.Socket> {
    return new Promise((ready) => {
      const { host, port } = parseHostPort(door.where);
      const socket = net.connect(port, host, () => ready(socket));
    });
  }

  async function ask(): Promise<string> {
    const socket = await client();
    const answer = await new Promise<string>((done) => {
      socket.once('data', (bytes) => done(bytes.toString()));
      socket.write('{"id":1,"ask":"faults"}\n');
    });
    socket.destroy();
    return answer;
  }

  it('survives a client that is killed in the middle of a request', async () => {
    const killed = await client();
    killed.write('{"id":1,"ask":"fau');
    await new Promise((done) => setTimeout(done, 50));
    killed.resetAndDestroy();
    await new Promise((done) => setTimeout(done, 50));
    expect(await ask()).toMatch(/^\{"id":1,"ok":/);
  });
});
