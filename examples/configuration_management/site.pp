# Every job is declared where it is installed: if it never runs, that is an alert.
define batch_job(String $every, String $command, String $minute = '17', String $hour = '3') {
  file { "/etc/cron.d/${name}":
    content => "${minute} ${hour} * * * root promfile run ${name} --every ${every} --lock --quiet-on-success -- ${command}\n",
  }
  exec { "/usr/local/bin/promfile declare ${name} --every ${every}":
    refreshonly => true,
    subscribe   => File["/etc/cron.d/${name}"],
  }
}

batch_job { 'backup':
  every   => '24h',
  command => '/usr/local/bin/backup --all',
}
