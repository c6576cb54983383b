import net from 'node:net'

const refuse = (verb: string) => (): never => {
  throw new Error(`A unit test ${verb}. Put it into test/integration.`)
}

net.Server.prototype.listen = refuse('opens no port')
net.Socket.prototype.connect = refuse('connects to nothing')
