# net/smtp and net/pop: send PORT SENDER RECIPIENT..., list PORT, fetch|delete PORT FOLDER.
require 'net/pop'
require 'net/smtp'

what, port, *rest = ARGV
user, password = ENV.values_at('MAIL_USER', 'MAIL_PASSWORD')

def send_mail(port, user, password, sender, *recipients)
  smtp = Net::SMTP.new('127.0.0.1', port)
  smtp.disable_starttls
  smtp.start(helo: 'client.example', user: user, secret: password, authtype: :plain) do |session|
    session.send_message($stdin.binmode.read, sender, *recipients)
  end
end

def list_mail(pop)
  pop.mails.each { |mail| puts "#{mail.number} #{mail.length}" }
end

def fetch_mail(pop, folder, delete)
  pop.mails.each do |mail|
    File.binwrite(format('%s/%06d', folder, mail.number), mail.pop)
    mail.delete if delete
  end
end

if what == 'send'
  send_mail(port, user, password, *rest)
else
  Net::POP3.start('127.0.0.1', port, user, password) do |pop|
    what == 'list' ? list_mail(pop) : fetch_mail(pop, rest.first, what == 'delete')
  end
end
