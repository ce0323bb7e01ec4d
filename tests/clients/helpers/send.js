// nodemailer: send PORT SENDER RECIPIENT... MAIL_TLS is implicit or starttls, MAIL_TRUSTED the file
// with the certificate that the server must show.
const fs = require('fs');
const nodemailer = require('nodemailer');

const [, , , port, from, ...to] = process.argv;
const { MAIL_USER: user, MAIL_PASSWORD: pass, MAIL_TLS: tls, MAIL_TRUSTED: trusted } = process.env;

const transport = nodemailer.createTransport({
	host: tls ? 'localhost' : '127.0.0.1',
	port,
	name: 'client.example',
	ignoreTLS: !tls,
	requireTLS: tls === 'starttls',
	secure: tls === 'implicit',
	tls: tls && { ca: fs.readFileSync(trusted) },
	auth: user && { user, pass },
});

function fail(error) {
	console.error(error);
	process.exit(1);
}

transport.sendMail({ envelope: { from, to }, raw: process.stdin }).then((sent) => {
	if (sent.rejected.length) fail(sent);
}, fail);
