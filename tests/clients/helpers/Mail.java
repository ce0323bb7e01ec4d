/*
 * javax.mail: send PORT SENDER RECIPIENT..., list PORT, fetch|delete PORT FOLDER. MAIL_PROPERTIES
 * has settings of the library, key=value. MAIL_HOST is the server, if it is not 127.0.0.1.
 */
import com.sun.mail.pop3.POP3Folder;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Properties;
import javax.mail.Flags;
import javax.mail.Folder;
import javax.mail.Message;
import javax.mail.Session;
import javax.mail.Store;
import javax.mail.Transport;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.MimeMessage;

public class Mail {
	static final String HOST = System.getenv().getOrDefault("MAIL_HOST", "127.0.0.1");
	static final String USER = System.getenv("MAIL_USER");
	static final String PASSWORD = System.getenv("MAIL_PASSWORD");

	public static void main(String[] arguments) throws Exception {
		int port = Integer.parseInt(arguments[1]);
		if (arguments[0].equals("send"))
			send(port, Arrays.copyOfRange(arguments, 2, arguments.length));
		else
			read(port, arguments);
	}

	static Properties properties() {
		Properties properties = new Properties();
		String settings = System.getenv("MAIL_PROPERTIES");
		if (settings != null) {
			for (String setting : settings.split(" ")) {
				String[] words = setting.split("=");
				properties.setProperty(words[0], words[1]);
			}
		}
		return properties;
	}

	/* people: the sender, then the recipients. */
	static void send(int port, String[] people) throws Exception {
		Properties properties = properties();
		properties.setProperty("mail.smtp.localhost", "client.example");
		properties.setProperty("mail.smtp.auth", String.valueOf(USER != null));
		properties.setProperty("mail.smtp.from", people[0]);
		Session session = Session.getInstance(properties);
		InternetAddress[] recipients = new InternetAddress[people.length - 1];
		for (int i = 0; i < recipients.length; i++)
			recipients[i] = new InternetAddress(people[i + 1]);
		try (Transport transport = session.getTransport("smtp")) {
			transport.connect(HOST, port, USER, PASSWORD);
			transport.sendMessage(new MimeMessage(session, System.in), recipients);
		}
	}

	static void read(int port, String[] arguments) throws Exception {
		try (Store store = Session.getInstance(properties()).getStore("pop3")) {
			store.connect(HOST, port, USER, PASSWORD);
			try (Folder folder = store.getFolder("INBOX")) {
				folder.open(Folder.READ_WRITE);
				if (arguments[0].equals("list"))
					list((POP3Folder) folder);
				else
					fetch(folder, arguments[2], arguments[0].equals("delete"));
			}
		}
	}

	static void list(POP3Folder folder) throws Exception {
		int[] sizes = folder.getSizes();
		for (int i = 0; i < sizes.length; i++)
			System.out.println((i + 1) + " " + sizes[i]);
	}

	static void fetch(Folder folder, String directory, boolean delete) throws Exception {
		for (Message message : folder.getMessages()) {
			String name = String.format("%s/%06d", directory, message.getMessageNumber());
			try (OutputStream file = new FileOutputStream(name)) {
				message.writeTo(file);
			}
			message.setFlag(Flags.Flag.DELETED, delete);
		}
	}
}
