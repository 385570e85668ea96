'use strict';
// What Node 24 does by itself with NODE_USE_ENV_PROXY, for the versions before it: the global agents of http and https,
// and fetch, go over the proxy. Agents that a program makes for itself are its own affair there and here.
const version = Number(process.versions.node.split('.')[0]);
if (process.env.HTTPS_PROXY && version < 24) {
  const http = require('node:http');
  const https = require('node:https');
  const net = require('node:net');
  const tls = require('node:tls');
  const proxy = new URL(process.env.HTTPS_PROXY);

  const isNear = (host) => /^(localhost|127\.[\d.]+|\[?::1\]?)$/.test(host ?? 'localhost');
  const authority = (host, port) => (net.isIPv6(host) ? `[${host}]` : host) + `:${port}`;
  const toProxy = () => net.connect(Number(proxy.port), proxy.hostname);

  function tunnel(host, port, done) {
    const target = authority(host, port);
    const ask = http.request({ method: 'CONNECT', path: target, headers: { host: target }, createConnection: toProxy });
    ask.once('error', done);
    ask.once('connect', (answer, socket) =>
      answer.statusCode === 200
        ? done(null, socket)
        : done(new Error(`the proxy refuses ${target}: ${answer.statusCode} ${answer.statusMessage}`)));
    ask.end();
  }

  class HttpWay extends http.Agent {
    addRequest(request, options, ...rest) {
      if (!options.socketPath && !isNear(options.host)) {
        request.path = `http://${authority(options.host, options.port ?? 80)}${request.path}`;
      }
      super.addRequest(request, options, ...rest);
    }

    createConnection(options, done) {
      return options.socketPath || isNear(options.host) ? super.createConnection(options, done) : toProxy();
    }
  }

  class HttpsWay extends https.Agent {
    createConnection(options, done) {
      if (options.socketPath || isNear(options.host)) {
        return super.createConnection(options, done);
      }
      tunnel(options.host, options.port, (error, socket) =>
        error ? done(error) : done(null, super.createConnection({ ...options, socket })));
    }
  }

  const kept = { keepAlive: true, scheduling: 'lifo', timeout: 5000 };
  http.globalAgent = new HttpWay(kept);
  https.globalAgent = new HttpsWay(kept);

  // Fetch loads its HTTP client at its first call, and only then is there a dispatcher to take the place of.
  const dispatcher = Symbol.for('undici.globalDispatcher.1');
  const native = globalThis.fetch;
  globalThis.fetch = function fetch(...request) {
    globalThis.fetch = native;
    native('data:,').catch(() => {});
    globalThis[dispatcher] = new (wayOf(globalThis[dispatcher].constructor))();
    return native(...request);
  };

  function wayOf(Agent) {
    return class extends Agent {
      constructor() {
        super({ connect });
      }

      dispatch(options, handler) {
        const origin = new URL(options.origin);
        return origin.protocol === 'http:' && !isNear(origin.hostname)
          ? super.dispatch(absolute(options, origin), handler)
          : super.dispatch(options, handler);
      }
    };
  }

  function absolute(options, origin) {
    const headers = Array.isArray(options.headers)
      ? [...options.headers, 'host', origin.host]
      : { ...options.headers, host: origin.host };
    return { ...options, headers, origin: proxy.origin, path: origin.origin + options.path };
  }

  function connect({ protocol, hostname, port, servername }, done) {
    if (protocol === 'http:') {
      const socket = net.connect(Number(port || 80), hostname);
      socket.once('connect', () => done(null, socket)).once('error', done);
      return;
    }
    const secure = (socket) => tls.connect({ socket, servername: servername || hostname, ALPNProtocols: ['http/1.1'] });
    const begin = (error, socket) => {
      if (error) return done(error);
      const session = secure(socket);
      session.once('secureConnect', () => done(null, session)).once('error', done);
    };
    if (isNear(hostname)) begin(null, net.connect(Number(port || 443), hostname));
    else tunnel(hostname, port || 443, begin);
  }
}
