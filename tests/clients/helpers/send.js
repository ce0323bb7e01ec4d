// nodemailer: send PORT SENDER RECIPIENT...
const nodemailer = require('nodemailer');

const [, , , port, from, ...to] = process.argv;
const { MAIL_USER: user, MAIL_PASSWORD: pass } = process.env;

const transport = nodemailer.createTransport({
	host: '127.0.0.1',
	port,
	name: 'client.example',
	ignoreTLS: true,
	auth: user && { user, pass },
});

function fail(error) {
	console.error(error);
	process.exit(1);
}

transport.sendMail({ envelope: { from, to }, raw: process.stdin }).then((sent) => {
	if (sent.rejected.length) fail(sent);
}, fail);
