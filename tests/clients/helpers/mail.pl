# Net::SMTP and Net::POP3: send PORT SENDER RECIPIENT..., list PORT, fetch|delete PORT FOLDER.
# MAIL_AUTH is the SASL mechanism to read mail with, MAIL_CHUNK the octets of a chunk to send.
use strict;
use warnings;
use Authen::SASL;
use Net::POP3;
use Net::SMTP;

my ($what, $port, @rest) = @ARGV;
my ($user, $password) = @ENV{qw(MAIL_USER MAIL_PASSWORD)};

sub fail_with { my ($client, $step) = @_; die "$step: ", $client->message, "\n" }

# Net::SMTP takes up BDAT by itself only for servers with BINARYMIME.
sub send_chunks {
	my ($smtp, $text) = @_;
	${*$smtp}{net_smtp_chunking} = 1;
	my @chunks = unpack "(a$ENV{MAIL_CHUNK})*", $text;
	my $last = pop @chunks;
	$smtp->bdat($_) or fail_with($smtp, 'BDAT') for @chunks;
	$smtp->bdatlast($last) or fail_with($smtp, 'BDAT LAST');
}

sub send_mail {
	my ($sender, @recipients) = @_;
	binmode STDIN;
	my @lines = <STDIN>;
	my $smtp = Net::SMTP->new(
		Host => '127.0.0.1', Port => $port, Hello => 'client.example', Timeout => 30)
		or die "connect: $@\n";
	!$user || $smtp->auth($user, $password) or fail_with($smtp, 'AUTH');
	$smtp->mail($sender) or fail_with($smtp, 'MAIL');
	$smtp->to(@recipients) or fail_with($smtp, 'RCPT');
	if ($ENV{MAIL_CHUNK}) { send_chunks($smtp, join('', @lines)) }
	else { $smtp->data(\@lines) or fail_with($smtp, 'DATA') }
	$smtp->quit or fail_with($smtp, 'QUIT');
}

sub sasl {
	my %answers = (user => $user, authname => '', pass => $password);
	return Authen::SASL->new(mechanism => $ENV{MAIL_AUTH}, callback => \%answers);
}

sub sign_in {
	my $pop = Net::POP3->new(Host => '127.0.0.1', Port => $port, Timeout => 30) or die "connect: $@\n";
	if ($ENV{MAIL_AUTH}) { $pop->auth(sasl()) or fail_with($pop, 'AUTH') }
	else { defined $pop->login($user, $password) or fail_with($pop, 'PASS') }
	return $pop;
}

sub list_mail {
	my $pop = sign_in();
	my $sizes = $pop->list or fail_with($pop, 'LIST');
	print "$_ $sizes->{$_}\n" for sort { $a <=> $b } keys %$sizes;
	$pop->quit or fail_with($pop, 'QUIT');
}

sub fetch_mail {
	my ($folder) = @_;
	my $pop = sign_in();
	for my $number (1 .. ($pop->popstat)[0]) {
		open my $file, '>:raw', sprintf('%s/%06d', $folder, $number) or die "open: $!\n";
		$pop->get($number, $file) or fail_with($pop, 'RETR');
		close $file or die "close: $!\n";
		$what ne 'delete' || $pop->delete($number) or fail_with($pop, 'DELE');
	}
	$pop->quit or fail_with($pop, 'QUIT');
}

if ($what eq 'send') { send_mail(@rest) }
elsif ($what eq 'list') { list_mail() }
else { fetch_mail(@rest) }
